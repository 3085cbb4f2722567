import { ownerPool } from "#tests/support/ledger.ts";

/** As a backup has it: every row of every table, in plain. */
export async function dump(): Promise<string> {
  const owner = ownerPool();
  const { rows: tables } = await owner.query(
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
  );
  let text = "";
  for (const { relname } of tables) {
    const { rows } = await owner.query(`SELECT * FROM "${relname}"`);
    text += JSON.stringify(rows, (_, value) => {
      if (typeof value === "bigint") return `${value}`;
      return value?.type === "Buffer" ? Buffer.from(value.data).toString("latin1") : value;
    });
  }
  await owner.end();
  return text;
}
