/** A link that can still be used. */
export type OpenLink =
  | { purpose: "setup" }
  | {
      purpose: "owner";
      organisationName: string;
      email: string;
    };
