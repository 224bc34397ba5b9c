/** Where the tests' database comes from; the default is an embedded cluster made for this run. */
export const testDatabaseConfig = {
  /** A running PostgreSQL, as a user who may create databases and roles. */
  url: process.env.UNDONGLE_TEST_DATABASE_URL,
  /** The programs of another PostgreSQL, such as /usr/lib/postgresql/15/bin: the oldest version we promise to run on. */
  binaries: process.env.UNDONGLE_TEST_POSTGRES_BIN,
}
