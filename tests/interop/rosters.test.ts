/**
 * Tables that other programs wrote: every header, row and cell as their manifest states it. They lie beside the vectors, in
 * `../samples/rosters`; whatever files the manifest names are read.
 */
import assert from "node:assert/strict";
import { type Cell, parseReference, type Row, SheetError } from "#lib/sheets/cell.ts";
import { readTable } from "#lib/sheets/read-table.ts";
import { type Json, readBytes, readJson, vectorTest } from "./vectors.ts";

const FOLDER = ["..", "samples", "rosters"];

interface Stated {
  encoding?: string;
  delimiter?: string;
  header?: string[];
  rows?: string[][];
  sheets?: Record<string, Record<string, unknown>>;
  rowNumbers?: number[];
  refuse?: string;
}

vectorTest("tables of other programs are read as their manifest states", async (context) => {
  const { files } = readJson<{ files: Record<string, Stated> }>(...FOLDER, "manifest.json");
  assert.ok(Object.keys(files).length > 0, "the manifest names files");
  for (const [name, stated] of Object.entries(files)) {
    await context.test(name, async () => {
      const bytes = readBytes(...FOLDER, name);
      if (stated.refuse !== undefined) {
        await assert.rejects(readTable(bytes), SheetError, stated.refuse);
      } else if (stated.sheets) {
        for (const [sheet, cells] of Object.entries(stated.sheets)) await checkSheet(bytes, { sheet, cells, stated });
      } else {
        const table = await readTable(bytes);
        assert.ok(table.kind === "csv");
        assert.deepEqual([table.encoding, table.delimiter], [stated.encoding, stated.delimiter]);
        assert.deepEqual(table.rows.map(textsOf), [stated.header, ...(stated.rows ?? [])]);
      }
    });
  }
});

function textsOf(row: Row): string[] {
  return row.cells.map((cell) => (cell.kind === "text" ? cell.text : ""));
}

async function checkSheet(
  bytes: Uint8Array,
  { sheet, cells, stated }: { sheet: string; cells: Record<string, unknown>; stated: Stated },
): Promise<void> {
  const { rows } = await readTable(bytes, { sheet });
  if (stated.rowNumbers) {
    const numbers = rows.map(({ number }) => number);
    assert.deepEqual(numbers, stated.rowNumbers);
  }
  for (const [reference, value] of Object.entries(cells)) {
    const place = parseReference(reference);
    assert.ok(place, reference);
    const cell = rows.find(({ number }) => number === place.row)?.cells[place.column] ?? { kind: "empty" };
    assertCell(cell, value, `${sheet}!${reference}`);
  }
}

function assertCell(cell: Cell, stated: unknown, where: string): void {
  if (stated === null || typeof stated !== "object") {
    assert.equal(cell.kind === "empty" ? null : plain(cell), stated, where);
    return;
  }
  const { formula: _, note: __, ...value } = stated as Json;
  if ("merged" in value) assert.deepEqual(cell, { kind: "empty", merged: value.merged }, where);
  else if ("unsafe" in value) assert.equal(cell.kind === "fault" && cell.fault, "number_unsafe", where);
  else if ("error" in value) assert.deepEqual(cell, { kind: "fault", fault: "error_value", found: value.error }, where);
  else if ("number" in value)
    assert.deepEqual(cell, { kind: "number", value: value.number, shown: value.shown }, where);
  else if (value.value === null) assert.equal(cell.kind === "fault" && cell.fault, "formula_without_value", where);
  else if ("value" in value) assert.equal(plain(cell), value.value, where);
  else {
    const [kind] = Object.keys(value);
    assert.deepEqual(cell, { kind, ...value }, where);
  }
}

function plain(cell: Cell): unknown {
  return cell.kind === "text" ? cell.text : "value" in cell ? cell.value : cell;
}
