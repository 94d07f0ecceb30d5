// The entry point of desktop bundles. Claude Desktop runs it in a process of its own kind, which adds arguments that are
// not ours (dynatrace-oss/dynatrace-mcp#408): everything is configured by variables there.
import { start } from './start.ts';

await start([]);
