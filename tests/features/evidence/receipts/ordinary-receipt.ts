/**
 * An ordinary receipt of these years: a name of 60 characters, a hybrid ledger whose block headers are leaves, three witnesses whom its
 * policy names, a timestamp. Whatever a test wants to bend.
 */
import { encodeBlockHeader, FIRST_PREVIOUS } from "#lib/core/log/block.ts";
import { formatCheckpoint } from "#lib/core/log/checkpoint.ts";
import { leafHash } from "#lib/core/log/merkle.ts";
import { formatNote, parseNote } from "#lib/core/log/note.ts";
import { appendLeaves, inclusionProof } from "#lib/core/log/tiles.ts";
import { formatTlogProof, parseTlogProof } from "#lib/core/log/tlog-proof.ts";
import type { ReceiptExtra } from "#lib/core/receipt/extras.ts";
import { formatReceipt, parseReceipt, type Receipt } from "#lib/core/receipt/receipt.ts";
import { timestampSealText } from "#lib/core/receipt/receipt-timestamps.ts";
import { concat, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { mlDsaLine, mlDsaSigner } from "#tests/core/log/ml-dsa-signers.ts";
import { LEDGER_KEY, ORIGIN, type SampleOptions, sampleReceipt, seal, sign } from "./pdf-samples.ts";

const INDEX = 3n;
const HEADER_INDEX = 7n;
const secondKey = mlDsaSigner(ORIGIN);
const witnesses = ["witness.example.org/one", "witness.example.net", "transparency.example.edu/sealbook"].map((name) =>
  mlDsaSigner(name),
);
export const ORDINARY_NAME: Record<"zh-CN" | "en", string> = {
  "zh-CN":
    "某某大学二〇二六年度实验室精密仪器设备采购项目政府采购合同（含技术附件与售后服务承诺书）终稿二〇二六年十一月二十日盖章版扫描件.pdf"
      .slice(0, 56)
      .concat(".pdf"),
  en: "Supply contract 2026-117, laboratory instruments (final).pdf",
};

/** Asks for both keys of the ledger and two of the three witnesses. */
export const ORDINARY_POLICY: string = [
  `log ${LEDGER_KEY}`,
  `witness ledger-ml-dsa-44 ${secondKey.key.text}`,
  ...witnesses.map(({ key }, at) => `witness w${at + 1} ${key.text}`),
  "group witnesses 2 w1 w2 w3",
  "group all-of-it all ledger-ml-dsa-44 witnesses",
  "quorum all-of-it",
  "",
].join("\n");

export interface OrdinaryOptions extends SampleOptions {
  /** How many of the three witnesses signed; all unless said. */
  witnessed?: number;
  /** DER of tokens over `checkpointOf` the same receipt without them. */
  tokens?: readonly Uint8Array[];
  moreExtras?: ReceiptExtra[];
}

export function ordinaryReceipt(options: OrdinaryOptions = {}): Uint8Array {
  const { witnessed = witnesses.length, tokens = [], moreExtras = [], ...own } = options;
  const claim = { kind: "content", claim: { type: own.type ?? "file" } };
  const sample = parseReceipt(sampleReceipt({ name: ORDINARY_NAME.en, claim, ...own })) as Receipt;
  const records = Array.from({ length: 7 }, (_, at) => leafHash(utf8(at === 3 ? sample.entry : `entry ${at}\n`)));
  const { root: before } = appendLeaves([], 0n, records);
  const header = encodeBlockHeader({
    ...{ format: 2, origin: ORIGIN, height: 0n, firstIndex: 0n, leafCount: 7, treeSize: HEADER_INDEX, root: before },
    ...{ time: "2026-11-22T13:55:04.020Z", previous: FIRST_PREVIOUS },
  });
  const leaves = [...records, leafHash(header)];
  const size = BigInt(leaves.length);
  const path = (index: bigint) => inclusionProof({ index, size, tile: () => concat(...leaves) });
  const text = formatCheckpoint({ origin: ORIGIN, size, root: appendLeaves([], 0n, leaves).root, extensions: [] });
  const signers = [secondKey, ...witnesses.slice(0, witnessed)];
  const lines = signers.map((signer, at) => mlDsaLine(signer, text, { time: 1_795_355_705n + BigInt(at) }));
  const block = { kind: "block", header: new TextDecoder().decode(header), index: `${HEADER_INDEX}` };
  return formatReceipt({
    ...{ receipt: "sealbook.receipt/v2", entry: sample.entry, record: sample.record, ledgerKey: { key: LEDGER_KEY } },
    ...(sample.details === undefined ? {} : { details: sample.details }),
    proof: formatTlogProof({ index: INDEX, hashes: path(INDEX), checkpoint: formatNote(text, [sign(text), ...lines]) }),
    extras: [{ ...block, path: path(HEADER_INDEX).map(toBase64) }, ...moreExtras],
    timestamps: tokens.map((token) => ({ seal: seal(timestampSealText(text, token)), token: toBase64(token) })),
  });
}

/** What a time-stamping authority signs: the text of the checkpoint that a receipt shows. */
export function checkpointOf(receipt: Uint8Array): string {
  const { proof = "" } = parseReceipt(receipt) as Receipt;
  const text = parseNote(parseTlogProof(proof)?.checkpoint ?? "")?.text;
  if (text === undefined) throw new Error("a sample without a checkpoint");
  return text;
}
