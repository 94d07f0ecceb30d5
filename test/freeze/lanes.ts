/** Most of a round is waiting, so a few go side by side. */
const LANES = 3;

export async function lanes<Task, Result>(
  tasks: readonly Task[],
  work: (task: Task) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const next = tasks.values();
  const lane = async () => {
    for (const task of next) results.push(await work(task));
  };
  const ends = await Promise.allSettled(Array.from({ length: LANES }, lane));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return results;
}
