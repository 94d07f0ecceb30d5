import type { Config } from '../config.ts';
import { NO_LOG } from '../context.ts';
import { openContext } from '../open.ts';
import { inLines, report } from '../setup/report.ts';

/** Prints the report on the setup; false when something in it fails. */
export async function runCheck(config: Config): Promise<boolean> {
  const { context, close } = openContext(config, NO_LOG);
  try {
    const findings = await report(context, 'terminal', new AbortController().signal);
    process.stdout.write(context.secrets.hush(inLines(findings)));
    return findings.every(({ ok }) => ok);
  } finally {
    await close(0);
  }
}
