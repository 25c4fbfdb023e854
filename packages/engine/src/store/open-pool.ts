import { Client, type ClientConfig, Pool, type PoolConfig } from 'pg';

/** Texts beyond these are parsed and planned each time: a connection remembers what it prepared for as long as it lives. */
const mostPrepared = 400;
const names = new Map<string, string>();

/**
 * A connection that prepares each query with parameters once and then names it: of some two hundred queries that a task costs nearly all
 * are the same few dozen texts, and parsing and planning is most of what they cost. Texts without parameters go as they are.
 */
class PreparingClient extends Client {
  constructor(config?: string | ClientConfig) {
    super(config);
    const plain = this.query.bind(this) as (...args: unknown[]) => unknown;
    const prepared = (query: unknown, values: unknown, ...rest: unknown[]) => {
      const name = typeof query === 'string' && Array.isArray(values) && values.length > 0 ? findName(query) : undefined;
      return name === undefined ? plain(query, values, ...rest) : plain({ name, text: query }, values, ...rest);
    };
    this.query = prepared as typeof this.query;
    // The pool listens to what lies idle. What somebody holds or is just being closed nobody listens to, and an error that nobody listens to ends
    // the process. Nothing is lost by that: a connection that has gone refuses the next query of who holds it, with the reason.
    this.on('error', () => undefined);
  }
}

function findName(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= mostPrepared) return known;
  const name = `devteam_${names.size + 1}`;
  names.set(text, name);
  return name;
}

/** A pool of connections that prepare what they are asked. The caller listens for its errors: without that a lost connection ends the process. */
export const openPool = (config: PoolConfig): Pool => new Pool({ ...config, Client: PreparingClient });
