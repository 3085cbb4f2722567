"use client";

import type { ComponentProps } from "react";
import { CertificateTable } from "#components/certificates/issuing/certificate-table.tsx";
import { ChangeStatus } from "./change-status.tsx";

type CertificatesToChangeProps = Pick<ComponentProps<typeof CertificateTable>, "rows"> & { mayRevoke: boolean };

/** The list of certificates; what is chosen in it can be suspended, resumed and revoked together by who may. */
export function CertificatesToChange({ rows, mayRevoke }: CertificatesToChangeProps) {
  const actions: ComponentProps<typeof CertificateTable>["actions"] = (chosen) => (
    <ChangeStatus
      // One that has expired stands as it stood; what may be done is judged when it is done.
      certificates={chosen.map(({ id, state }) => ({ id, state: state === "expired" ? "valid" : state }))}
    />
  );
  return <CertificateTable rows={rows} actions={mayRevoke ? actions : undefined} />;
}
