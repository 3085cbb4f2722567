"use client";

import type { ComponentProps } from "react";
import { CertificateTable } from "#components/certificates/issuing/certificate-table.tsx";
import { ChosenBar } from "./chosen-bar.tsx";

type CertificatesToChangeProps = Pick<ComponentProps<typeof CertificateTable>, "rows" | "units" | "empty"> &
  Pick<ComponentProps<typeof ChosenBar>, "matches" | "isMore"> & { mayRevoke: boolean };

/** The list of certificates; what is chosen in it can be suspended, resumed and revoked together by who may. */
export function CertificatesToChange({ rows, units, empty, mayRevoke, ...rest }: CertificatesToChangeProps) {
  const actions: ComponentProps<typeof CertificateTable>["actions"] = (selection) => (
    <ChosenBar rows={rows} selection={selection} {...rest} />
  );
  return <CertificateTable rows={rows} units={units} empty={empty} actions={mayRevoke ? actions : undefined} />;
}
