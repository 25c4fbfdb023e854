import type { Pool } from 'pg';

/** The pool of a process that can die: afterwards nothing it asks is ever answered. */
export function mortal(pool: Pool): { pool: Pool; die: () => void } {
  let isDead = false;
  const never = new Promise<never>(() => undefined);
  const guarded = new Proxy(pool, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => (isDead ? never : Reflect.apply(value, target, args));
    },
  });
  return {
    pool: guarded,
    die: () => {
      isDead = true;
    },
  };
}
