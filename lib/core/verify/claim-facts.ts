/** What a record of version 2 states beyond what all records do, for the facts of a verification and for the record's own page. */

import type { FileLine } from "../bundle/line.ts";
import { DIGEST_ALGORITHMS } from "../claim/digests.ts";
import { claimFacts, type RecordV2 } from "../claim/record-v2.ts";
import { fromBase64, toHex } from "../text/bytes.ts";
import type { ClaimFacts } from "./verification.ts";

/** @param file of a bundle: the one that is meant */
export function claimOf(record: RecordV2, file?: FileLine): ClaimFacts {
  const { kind, issuer, parents } = record;
  const beside = DIGEST_ALGORITHMS.filter((algorithm) => algorithm !== "sha256");
  const digests = beside.flatMap((algorithm) => {
    const digest = fromBase64(record.digests[algorithm] ?? "");
    return digest === undefined || digest.length === 0 ? [] : [{ algorithm, value: toHex(digest) }];
  });
  return {
    kind,
    digests,
    own: claimFacts(record),
    ...(file === undefined ? {} : { file: fileOf(file) }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(parents === undefined ? {} : { parents }),
  };
}

function fileOf({ name, sha256, size }: FileLine): NonNullable<ClaimFacts["file"]> {
  const hex = toHex(fromBase64(sha256) ?? new Uint8Array());
  return { name, sha256: hex, ...(size === undefined ? {} : { size }) };
}
