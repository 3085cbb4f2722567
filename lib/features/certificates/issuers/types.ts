/** Issuers as plain objects. */

export interface Issuer {
  id: string;
  /** Part of its DID and of its addresses; never changes. */
  slug: string;
  did: string;
  name: string;
  description: string;
  url?: string;
  /** LinkedIn's number of the organisation. */
  linkedinId?: string;
  /** Whether strangers find a page of it. */
  publicPage: boolean;
}
