// A sandbox in a process of its own, for as long as its parent is there: sandboxProcess.ts CONTACTS LATENCY_MS
import { startSandbox } from '../../src/sandbox/sandbox.ts';

const [contacts = 1, latencyMs = 0] = process.argv.slice(2).map(Number);
const { url, credentials } = await startSandbox({ contacts, latencyMs });
process.once('disconnect', () => process.exit());
process.send?.({ url, ...credentials });
