import { Session } from 'node:inspector/promises';
import { relative, sep } from 'node:path';

/** The files of a folder of which a function was called while the work went on, sorted. */
export async function filesOnTheWay(folder: string, work: () => Promise<void>): Promise<string[]> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  // What ran before is not counted.
  await session.post('Profiler.takePreciseCoverage');
  await work();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  await session.post('Profiler.stopPreciseCoverage');
  session.disconnect();
  const called = result.filter(({ functions }) =>
    functions.some(({ functionName, ranges }) => functionName !== '' && (ranges[0]?.count ?? 0) > 0),
  );
  const paths = called.map(({ url }) => relative(folder, url.replace('file://', '')).replaceAll(sep, '/'));
  return [...new Set(paths.filter((path) => !path.startsWith('..')))].sort();
}
