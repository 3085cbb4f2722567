/** The PDF that a holder gets: the pages as designed, byte for byte, and behind them the credential and the receipt as attached files. */
import { utf8 } from "#lib/core/text/bytes.ts";
import { appendFiles } from "#lib/pdf/append-files.ts";

/** In ascending order, as a name tree has them. */
export const CREDENTIAL_ATTACHMENT = "credential.json";
export const RECEIPT_ATTACHMENT = "receipt.json";

/** The same bytes whenever it is made of the same. */
export function deliver(input: { pages: Uint8Array; credential: string; receipt: string; issuedAt: Date }): Uint8Array {
  const { pages, credential, receipt, issuedAt } = input;
  return appendFiles(
    pages,
    [
      {
        name: CREDENTIAL_ATTACHMENT,
        bytes: utf8(credential),
        mediaType: "application/json",
        description: "Verifiable credential · 可验证凭证",
      },
      {
        name: RECEIPT_ATTACHMENT,
        bytes: utf8(receipt),
        mediaType: "application/json",
        description: "Receipt of the ledger · 账本回执",
      },
    ],
    issuedAt,
  );
}
