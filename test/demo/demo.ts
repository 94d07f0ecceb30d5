import { review } from './review.ts';
import { sheet } from './sheet.ts';
import { note, title } from './stage.ts';
import { story } from './story.ts';
import { today } from './today.ts';
import { tomorrow } from './tomorrow.ts';

title('vobiz-contacts-mcp: talk to your Vobiz contacts');
note(
  'A real server with 500 invented contacts, and real MCP clients. You read what the person says, what the agent calls, and what the server answers.',
);
await today();
await story();
await sheet();
await tomorrow();
await review(process.argv.includes('--review'));
note('\nThat was it. README.md says how to connect your own client.');
