/** The tokens of shares of certificates. */
import { derivedToken, readDerivedToken } from "#lib/infra/keys/derived-token.ts";

const PURPOSE = "share of a certificate";

export const shareToken = (shareId: string): string => derivedToken(PURPOSE, shareId);
export const readShareToken = (token: string): string | undefined => readDerivedToken(PURPOSE, token);
