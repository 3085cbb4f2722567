/** A link that can still be used. */
export type OpenLink =
  | { purpose: "setup" }
  | {
      purpose: "owner";
      organisationName: string;
      email: string;
      /** Somebody signs in with this e-mail already: the link asks for that password and sets none. */
      hasAccount: boolean;
    };
