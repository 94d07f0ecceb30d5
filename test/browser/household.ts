import { Household } from './real.ts';
import { inWindows, type Windows } from './windows.ts';

interface World extends Windows {
  house: Household;
}

/** Tests in windows with real servers. */
export function inHousehold(name: string, tests: (world: World) => void): void {
  inWindows<World>(
    name,
    {
      async begin(world) {
        world.house = new Household();
      },
      end: ({ house }) => house.end(),
    },
    tests,
  );
}
