import type { NoticeSettings } from '@devteam/api';
import { jsonText } from '../json-text.ts';
import type { Queryable } from '../queryable.ts';

/** undefined: this person never said. */
export async function findNoticeSettings(db: Queryable, userId: string): Promise<NoticeSettings | undefined> {
  const { rows } = await db.query<{ settings: NoticeSettings }>('select settings from access.notice_settings where user_id = $1', [userId]);
  return rows[0]?.settings;
}

export async function saveNoticeSettings(db: Queryable, userId: string, settings: NoticeSettings): Promise<void> {
  await db.query(
    `insert into access.notice_settings (user_id, settings) values ($1, $2)
     on conflict (user_id) do update set settings = excluded.settings`,
    [userId, jsonText(settings)],
  );
}
