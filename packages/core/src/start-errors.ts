/**
 * Every named reason for which a part of Undongle does not start, or stops: what to say and what to do next.
 * The command line prints both; the reference page is built from this table.
 */
export const startErrors = {
  'settings-invalid': {
    say: 'A setting is wrong.',
    next: 'Correct the settings named above and start again; --print-config shows all of them.',
  },
  'port-taken': {
    say: 'Another program already listens on this port.',
    next: 'Stop that program, or set another port (0 lets the system choose a free one).',
  },
  'folder-not-writable': {
    say: "The data folder can't be written to.",
    next: 'Give this user the right to write there, or set UNDONGLE_DATA_DIR to a folder that it owns.',
  },
  'folder-other-version': {
    say: 'The data folder was written by another version.',
    next: 'Start the version that wrote it, or set UNDONGLE_DATA_DIR to another folder. Nothing was changed.',
  },
  'folder-in-use': {
    say: 'Another instance is running on this data folder.',
    next: 'Stop that instance, or set UNDONGLE_DATA_DIR to another folder for a second one.',
  },
  'service-manager-silent': {
    say: 'The service manager of Windows did not start this process.',
    next: 'Leave --service out: it is for services, which `undongle license-server install` makes.',
  },
  'disk-full': {
    say: 'The disk is full.',
    next: 'Make room on the disk of the data folder and start again; nothing that was confirmed is lost.',
  },
  'platform-unknown': {
    say: 'There is no embedded database for this platform.',
    next: 'Set UNDONGLE_DATABASE_URL to a PostgreSQL 15 to 18.',
  },
  'database-failed': {
    say: 'The embedded database does not start.',
    next: 'Read server.log in the folder named above; with UNDONGLE_DATABASE_URL the cloud runs on your own PostgreSQL.',
  },
  'database-unreachable': {
    say: "The database can't be reached.",
    next: 'Check that PostgreSQL runs and that UNDONGLE_DATABASE_URL is right, then start again.',
  },
  'database-other-version': {
    say: 'This version of PostgreSQL is not supported.',
    next: 'Set UNDONGLE_DATABASE_URL to a PostgreSQL 15 to 18.',
  },
  'database-role-unsafe': {
    say: "The database user may read past row-level security, and can't become undongle_app.",
    next: 'Run `grant undongle_app to` that user, or connect as one that is no superuser and has no BYPASSRLS.',
  },
  'vendor-role-missing': {
    say: "The database user can't become undongle_vendor, which reads what all companies have.",
    next: 'Run `grant undongle_vendor to` that user.',
  },
  'root-key-needed': {
    say: 'The signing keys changed, and only its root key can sign the new key set.',
    next: 'Put root.json back into the folder named above, start once, and take it away again.',
  },
  'register-damaged': {
    say: 'The register of machines and certificates is damaged.',
    next: 'Put back the newest copy of the register’s folder. Never go on without it: it holds what a restored database does not know.',
  },
  'migration-changed': {
    say: 'A database migration is not the one that was applied.',
    next: 'Install the version whose migrations the database has; a migration that was applied is never edited.',
  },
  'migration-missing': {
    say: 'The database has migrations that this version does not know.',
    next: 'Install the version that last ran on this database, or a newer one.',
  },
  'migration-failed': {
    say: 'A database migration failed and was rolled back.',
    next: 'The database is as it was before it. Mend what is named above and start again.',
  },
} as const satisfies Record<string, { say: string; next: string }>

export type StartErrorCode = keyof typeof startErrors
