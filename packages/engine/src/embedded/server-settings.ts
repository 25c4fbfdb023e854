/**
 * What our PostgreSQL runs with, as `-c` arguments and not in postgresql.conf, so that a newer version of ours brings newer settings to
 * old data. Small on purpose; who wants to tune has a server of their own and sets DATABASE_URL.
 */
export function serverSettings(port: number): string[] {
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port,
    // No socket: its path is limited to 107 bytes, and /tmp is not ours.
    unix_socket_directories: '',
    max_connections: 100,
    superuser_reserved_connections: 0,
    shared_buffers: '32MB',
    huge_pages: 'off',
    // No I/O workers, no replication and no parallel query: each would be a resting process or shared memory for nothing.
    io_method: 'sync',
    max_worker_processes: 2,
    max_parallel_workers: 0,
    max_parallel_workers_per_gather: 0,
    max_logical_replication_workers: 0,
    max_wal_senders: 0,
    max_replication_slots: 0,
    wal_level: 'minimal',
    wal_buffers: '1MB',
    min_wal_size: '32MB',
    max_wal_size: '256MB',
    autovacuum: 'on',
    autovacuum_max_workers: 2,
    autovacuum_worker_slots: 2,
    maintenance_work_mem: '32MB',
    jit: 'off',
    fsync: 'on',
    synchronous_commit: 'on',
    password_encryption: 'scram-sha-256',
    timezone: 'UTC',
    log_timezone: 'UTC',
    logging_collector: 'off',
    log_destination: 'stderr',
    log_checkpoints: 'off',
    // Customers' data has no business in a log file.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    log_line_prefix: '%m [%p] ',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Only our one role, only over loopback, only with its password; PostgreSQL's superuser has no way in at all. */
export const accessRules = ['# written by DevTeam when these data were made', 'host all devteam 127.0.0.1/32 scram-sha-256', ''].join('\n');
