/**
 * The record's block, in a receipt of a ledger whose headers are leaves: { header, index, path }. The header stands in the tree of the
 * receipt's own checkpoint, so what signs that signs the header. Its path also says what the tree before it was, which is what it states;
 * that it follows the header before it, only the ledger's tiles show (the monitor, the audit).
 */
import { type BlockHeader, parseBlockHeader } from "../../log/block.ts";
import { leafHash, rootFromInclusion } from "../../log/merkle.ts";
import { readPath } from "../../log/place.ts";
import { rootBefore } from "../../log/root-before.ts";
import type { ReceiptExtra } from "../../receipt/extras.ts";
import { equalBytes, toBase64, utf8 } from "../../text/bytes.ts";
import { parseDecimal } from "../../text/decimal.ts";
import { readFields } from "../../text/json-fields.ts";
import type { ExtraCheck } from "../checks.ts";
import type { FailedReason, Step } from "../verification.ts";
import { failed, ok, unchecked } from "../verify-steps.ts";

/** How far the clock that receives may be ahead of the one that makes blocks. */
const CLOCK_SLACK_MS = 5 * 60 * 1_000;

type BlockExtra = { header: BlockHeader; bytes: Uint8Array; index: bigint; path: Uint8Array[] };

/** There is one such extra, in its one form. */
function readBlock([extra, ...others]: readonly ReceiptExtra[]): BlockExtra | undefined {
  const fields = readFields(extra, ["kind", "header", "index", "path"], []);
  if (fields === undefined || others.length > 0) return undefined;
  const { header: text, index: indexText } = fields;
  if (typeof text !== "string" || typeof indexText !== "string") return undefined;
  const [bytes, index, path] = [utf8(text), parseDecimal(indexText), readPath(fields.path)];
  const header = parseBlockHeader(bytes);
  if (header?.format !== 2 || index === undefined || path === undefined) return undefined;
  return { header, bytes, index, path };
}

const broken = (reason: FailedReason, expected: unknown, found: unknown): Step =>
  failed("block", reason, { expected: `${expected}`, found: `${found}` });

/** See above. The checkpoint and the record's own place have steps of their own, on which this one rests. */
export const checkBlock: ExtraCheck = ({ extras, parts }, { row }) => {
  const block = readBlock(extras);
  if (block === undefined) return broken("block_malformed", "sealbook.block/v2", extras.map(textOf).join(" "));
  const { record, proof, checkpoint, receipt } = parts;
  if (receipt.proof === undefined) return unchecked("block", "not_anchored");
  const rests = [row("record"), row("inclusion"), row("checkpoint")];
  if (!record || !proof || !checkpoint || rests.some(({ status }) => status !== "ok")) {
    return unchecked("block", "depends_on_failed");
  }
  const { header, bytes, index, path } = block;
  if (header.origin !== checkpoint.origin) return broken("origin_mismatch", checkpoint.origin, header.origin);
  if (header.treeSize !== index) return broken("block_mismatch", header.treeSize, index);
  const place = { index, size: checkpoint.size, proof: path };
  const root = rootFromInclusion({ ...place, leaf: leafHash(bytes) });
  const before = rootBefore(place);
  if (root === undefined || before === undefined) {
    const found = `index=${index} size=${checkpoint.size} hashes=${path.length}`;
    return broken("path_malformed", toBase64(checkpoint.root), found);
  }
  if (!equalBytes(root, checkpoint.root)) return broken("root_mismatch", toBase64(checkpoint.root), toBase64(root));
  if (!equalBytes(before, header.root)) return broken("block_mismatch", toBase64(before), toBase64(header.root));
  if (proof.index < header.firstIndex || proof.index >= header.treeSize) {
    return broken("not_in_block", `${header.firstIndex}..${header.treeSize - 1n}`, proof.index);
  }
  if (Date.parse(record.receivedAt) > Date.parse(header.time) + CLOCK_SLACK_MS) {
    return broken("received_after_block", header.time, record.receivedAt);
  }
  return ok("block");
};

function textOf({ header }: ReceiptExtra): string {
  return typeof header === "string" ? header : "-";
}
