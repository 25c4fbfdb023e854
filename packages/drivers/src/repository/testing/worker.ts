/**
 * A process of its own that works on a mirror, for tests that kill it: `node worker.ts <what> <json>`. Prints a line when it begins and
 * one when it is done.
 */
import { openRepository } from '../index.ts';

interface Order {
  directory: string;
  url: string;
  /** What a sandbox left, for `collect`. */
  work?: string;
  base?: string;
  name?: string;
  rounds?: number;
}

const [, , what = '', json = '{}'] = process.argv;
const order = JSON.parse(json) as Order;
const repository = openRepository(order);
const say = (words: string): void => void process.stdout.write(`${words}\n`);

const deeds: Record<string, () => Promise<void>> = {
  list: async () => void (await repository.listFiles(order.base!)),
  sync: async () => void (await repository.sync()),
  async collect() {
    for (let round = 0; round < (order.rounds ?? 1); round += 1) {
      const outcome = await repository.collect({
        directory: order.work!,
        base: order.base!,
        message: `Round ${round} of ${order.name}`,
        author: { name: 'Worker', email: 'worker@example.org' },
        at: new Date(round * 1000),
        keepAs: `refs/devteam/${order.name}`,
      });
      if (outcome.unchanged) throw new Error('unchanged');
    }
  },
  async all() {
    for (let round = 0; round < (order.rounds ?? 1); round += 1) {
      await repository.sync();
      await deeds['collect']!();
      await repository.forget(`refs/devteam/${order.name}`);
      await deeds['collect']!();
    }
  },
};

say('begins');
await deeds[what]!();
say('done');
