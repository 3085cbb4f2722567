/** A step of the start: reads the whole configuration, says what looks like a mistake, and knocks at the databases that it names. */
import pg from "pg";
import { Failure } from "../start/failure.mjs";
import { answer } from "./answer.ts";
import { configurationWarnings } from "./configuration-warnings.ts";

const CONNECT_TIMEOUT_MS = 10_000;

await answer(async () => {
  // Imported here because a bad value throws at import.
  const { env } = await import("#lib/env.ts");
  if (env.APP_DATABASE_URL && !env.DATABASE_URL) {
    throw new Failure(
      "APP_DATABASE_URL is set without DATABASE_URL: set both, or neither for the embedded PostgreSQL.",
      "设置了 APP_DATABASE_URL 却没有 DATABASE_URL：请两者都设置，或都不设置以使用内置 PostgreSQL。",
    );
  }
  await readAuthorities();
  await lookAtBucket();
  if (env.DATABASE_URL) await knock("DATABASE_URL", env.DATABASE_URL);
  return { warnings: configurationWarnings(env) };
});

async function readAuthorities(): Promise<void> {
  const { AuthoritiesProblem, readTimestampAuthorities } = await import("#lib/infra/tsa/authorities.ts");
  try {
    readTimestampAuthorities();
  } catch (error) {
    throw error instanceof AuthoritiesProblem ? new Failure(error.message, error.zh) : error;
  }
}

/** What a bucket lacks keeps us from starting; that it is away for a moment, too: nothing could be said of it. */
async function lookAtBucket(): Promise<void> {
  const { lookAtStorage } = await import("#lib/infra/storage/look.ts");
  const look = await lookAtStorage();
  const [reason] = look?.unfit ?? [];
  if (!look || reason === undefined) return;
  const { UNFIT } = await import("#lib/infra/storage/s3/unfit.ts");
  if (reason === "unreachable") {
    throw new Failure(
      `The object storage cannot be reached at ${look.place}: start it or correct S3_ENDPOINT.`,
      `无法连接对象存储 ${look.place}：请启动它或更正 S3_ENDPOINT。`,
    );
  }
  const { en, zh } = UNFIT[reason];
  throw new Failure(`The bucket ${look.place} cannot be used. ${en}`, `无法使用存储桶 ${look.place}：${zh}`);
}

async function knock(variable: string, url: string): Promise<void> {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol)) {
    throw new Failure(
      `${variable} is not an address of PostgreSQL: write it as postgresql://user:password@host:5432/database.`,
      `${variable} 不是 PostgreSQL 地址：请写成 postgresql://用户:密码@主机:5432/数据库。`,
    );
  }
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  try {
    await client.connect();
  } catch (error) {
    const { host, pathname } = new URL(url);
    const reason = reasonOf(error);
    throw new Failure(
      `The database of ${variable} cannot be reached at ${host}${pathname} (${reason}): start it or correct the address.`,
      `无法连接 ${variable} 指向的数据库 ${host}${pathname}（${reason}）：请启动该数据库或更正地址。`,
    );
  } finally {
    await client.end().catch(() => {});
  }
}

/** An AggregateError of several addresses has no message of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
