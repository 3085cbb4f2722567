"use client";

import dynamic from "next/dynamic";

/** Of its own script: the page of a record, which has the same address, does not pay for it. It comes with the page, not after it. */
export const LazyCertificateDesk = dynamic(() =>
  import("./certificate-desk.tsx").then(({ CertificateDesk }) => CertificateDesk),
);
