/** The real server in a process of its own, with short waits, so that it can be killed like one. See `servers.ts`. */
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { readConfig } from '../../src/config.ts';
import { buildServer } from '../../src/mcp/server.ts';
import { openContext } from '../../src/open.ts';
import { ipcEnd, isParcel, type Opening } from './ipc.ts';
import '../../src/store/open.ts';
import '../../src/http/undici.ts';

const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

let close = async (): Promise<void> => undefined;

async function open({ env, timing }: Opening): Promise<void> {
  await close();
  const config = readConfig({ sandbox: false, readOnly: false }, env);
  const opened = openContext(config, quiet, timing, { strict: true });
  const handle = serveStdio(({ era }) => buildServer(opened.context, era), { transport: ipcEnd(process) });
  close = async () => {
    await handle.close();
    await opened.close(0);
  };
  process.send?.({ opened: true });
}

process.on('message', (parcel) => {
  if (isParcel(parcel) && 'open' in parcel) void open(parcel.open);
});
process.on('disconnect', () => process.exit());
