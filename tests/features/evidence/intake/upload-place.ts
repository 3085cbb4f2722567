/** An organisation with a key, and a server that takes its uploads, on a database of the test file's own. */
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { startUploadServer, type UploadServer } from "./upload-server.ts";

export interface UploadPlace {
  server: UploadServer;
  organisation: TestOrganisation;
  /** Headers that say who sends. */
  key: Record<string, string>;
}

export async function openUploadPlace(): Promise<UploadPlace> {
  await createTestDatabase();
  const organisation = await makeOrganisation("Blue Harbour Bank 蓝港银行");
  return { organisation, key: keyOf(organisation), server: await startUploadServer() };
}

export async function closeUploadPlace({ server }: Pick<UploadPlace, "server">): Promise<void> {
  await server.close();
  await dropTestDatabase();
}

export const keyOf = ({ apiKey }: Pick<TestOrganisation, "apiKey">): Record<string, string> => ({
  authorization: `Bearer ${apiKey.secret}`,
});

/** Where a file of that name is sent. */
export const uploadUrl = (server: UploadServer, name: string): string =>
  `${server.url}?name=${encodeURIComponent(name)}`;
