/** PostgreSQL through Prisma: everything but the ledger's own tables. */
import { PrismaPg } from "@prisma/adapter-pg";
import { databaseUrl } from "./config.ts";
import { PrismaClient } from "./generated/client.ts";
import { connectionsTo } from "./pool.ts";

export type { Prisma } from "./generated/client.ts";
/** A client, or the handle of a transaction. */
export type Tx = Omit<PrismaClient, "$connect" | "$disconnect" | "$on" | "$transaction" | "$extends">;

/** A client on `url`; the caller disconnects it. */
export function createPrisma(url: string): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg(connectionsTo(url)) });
}

let shared: PrismaClient | undefined;

/** The client of this process, as the application's role. */
export function prisma(): PrismaClient {
  shared ??= createPrisma(databaseUrl());
  return shared;
}
