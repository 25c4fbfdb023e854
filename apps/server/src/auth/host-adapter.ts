import { createHash } from 'node:crypto';
import { type Grant, type Role, roles } from '@devteam/api';
import { addUser, changeUser, findUser, setGrants } from '@devteam/engine/store';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { Pool } from 'pg';
import { z } from 'zod';
import { withinMs } from '../within-ms.ts';
import type { Caller } from './caller.ts';
import { callerOfRow } from './caller.ts';

/** How the tokens of the host application are verified, and what its words mean here. */
export interface HostSettings {
  /** Where its public keys are, or an address of its own that answers who a token belongs to: one of the two. */
  jwksUrl?: string;
  verifyUrl?: string;
  issuer?: string;
  audience?: string;
  /** Its roles as ours; others count for nothing. */
  roles: ReadonlyMap<string, Role>;
  /** Names of the claims. */
  roleClaim: string;
  customersClaim: string;
}

export interface HostAdapter {
  /** undefined: not a token of the host, or none that is good now. */
  find(token: string): Promise<Caller | undefined>;
}

const Claims = z.looseObject({ sub: z.string().min(1).max(300), name: z.string().optional(), email: z.string().optional() });
type Claims = z.infer<typeof Claims>;

const patienceMs = 5000;
/** Clocks differ a little. */
const toleranceSeconds = 30;

export function createHostAdapter({ pool, settings }: { pool: Pool; settings: HostSettings }): HostAdapter {
  const verify = settings.jwksUrl === undefined ? askVerifyUrl(settings) : checkSignature(settings, settings.jwksUrl);
  return {
    find: async (token) => {
      const claims = await verify(token);
      if (!claims) return undefined;
      const row = await saveHostUser(pool, claims, grantsOf(claims, settings));
      return row && callerOfRow(row, { by: 'host' });
    },
  };
}

function checkSignature(settings: HostSettings, jwksUrl: string): (token: string) => Promise<Claims | undefined> {
  const keys = createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: patienceMs });
  const expected = {
    clockTolerance: toleranceSeconds,
    // Never a secret that both sides know: whoever verifies could then also sign.
    algorithms: ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'],
    requiredClaims: ['sub', 'exp'],
    ...(settings.issuer === undefined ? {} : { issuer: settings.issuer }),
    ...(settings.audience === undefined ? {} : { audience: settings.audience }),
  };
  return async (token) => {
    // What has not the form of a token is not worth a look at the keys.
    if (token.split('.').length !== 3) return undefined;
    const verified = await jwtVerify(token, keys, expected).catch((error: unknown) => {
      if ((error as { code?: unknown }).code === 'ERR_JWKS_TIMEOUT') throw error;
      return undefined;
    });
    return Claims.safeParse(verified?.payload).data;
  };
}

/** The host answers `{ sub, name, email, … }` with 200, or anything else for a token that is not good. */
function askVerifyUrl(settings: HostSettings): (token: string) => Promise<Claims | undefined> {
  return async (token) => {
    const asked = fetch(settings.verifyUrl ?? '', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{}',
      redirect: 'error',
    });
    const response = await withinMs(patienceMs, asked, () => new Error('The host application does not answer'));
    return response.ok ? Claims.safeParse(await response.json().catch(() => undefined)).data : undefined;
  };
}

const words = (claim: unknown): string[] =>
  typeof claim === 'string' ? [claim] : Array.isArray(claim) ? claim.filter((word) => typeof word === 'string') : [];
const isRole = (word: string): word is Role => (roles as readonly string[]).includes(word);

/** A role counts at each of the customers named; `*` is every customer. Owner is nothing that a host can give. */
function grantsOf(claims: Claims, { customersClaim, roleClaim, roles: known }: HostSettings): Grant[] {
  const held = words(claims[roleClaim]).flatMap((word) => known.get(word) ?? (known.size === 0 && isRole(word) ? [word] : []));
  const customers = words(claims[customersClaim]);
  return held
    .filter((role) => role !== 'owner')
    .flatMap((role) => customers.map((id) => ({ role, customerId: id === '*' ? null : id, projectId: null })));
}

async function saveHostUser(pool: Pool, claims: Claims, grants: readonly Grant[]) {
  const userId = `host:${claims.sub}`;
  const name = claims.name ?? claims.email ?? claims.sub;
  const { rows } = await pool.query<{ id: string }>('select id from engine.customer where id = any($1)', [
    grants.flatMap(({ customerId }) => customerId ?? []),
  ]);
  const there = new Set(rows.map(({ id }) => id));
  const wanted = grants.filter(({ customerId }) => customerId === null || there.has(customerId));
  let user = await findUser(pool, userId);
  if (!user) {
    await addUser(pool, { id: userId, email: null, name, source: 'host' });
    user = await findUser(pool, userId);
  }
  if (!user || user.disabled) return undefined;
  if (user.name !== name) await changeUser(pool, userId, { name });
  if (fingerprint(user.grants) !== fingerprint(wanted)) await setGrants(pool, userId, wanted);
  return { userId, name, email: claims.email ?? null, source: 'host' as const, grants: wanted };
}

const fingerprint = (grants: readonly Grant[]): string =>
  createHash('sha256')
    .update(
      grants
        .map(({ customerId, projectId, role }) => JSON.stringify([role, customerId, projectId]))
        .toSorted()
        .join(),
    )
    .digest('hex');
