/** A file to try verification with, recorded by this very installation, and a copy in which somebody changed an amount. */

/** Whoever changes a letter of it has it recorded once more. */
const SAMPLE_TEXT = `Sealbook 印证 · sample file 示例文件

Loan agreement (a sample)          借款合同（示例）
Lender:   Example Bank             出借人：示例银行
Borrower: Example Trading          借款人：示例贸易
Amount:   10,000.00                金额：10,000.00
Due:      in twelve months         期限：十二个月

This text was recorded by the site that offers it. Check it with its
receipt; then change a single character, and check it again.
本文件由提供它的网站自行存证。请用存证凭证核验它；然后改动其中任何
一个字符，再核验一次。
`;

export const SAMPLE_VERSIONS = ["original", "altered"] as const;
export type SampleVersion = (typeof SAMPLE_VERSIONS)[number];

const TEXTS: Record<SampleVersion, string> = {
  original: SAMPLE_TEXT,
  altered: SAMPLE_TEXT.replaceAll("10,000.00", "70,000.00"),
};

/** As a browser saves them, and the last part of their addresses. */
export const SAMPLE_FILE_NAMES: Record<SampleVersion, string> = {
  original: "sealbook-sample.txt",
  altered: "sealbook-sample-altered.txt",
};
export const SAMPLE_RECEIPT_NAME = "sealbook-sample-receipt.json";
/** Where the three lie. */
export const SAMPLE_PATH = "/sample";

export function sampleContent(version: SampleVersion): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(TEXTS[version]);
}
