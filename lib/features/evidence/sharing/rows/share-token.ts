/** The tokens of links to records. */
import { derivedToken, readDerivedToken } from "#lib/infra/keys/derived-token.ts";

const PURPOSE = "link to a record";

export const shareToken = (linkId: string): string => derivedToken(PURPOSE, linkId);
export const readShareToken = (token: string): string | undefined => readDerivedToken(PURPOSE, token);
