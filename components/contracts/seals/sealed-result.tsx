"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { buttonClass } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";

/** The sealed document, which is kept nowhere: whoever sealed it saves it. */
export function SealedResult({ pdf, name, seal }: { pdf: Blob; name: string; seal: { id: string } }) {
  const t = useTranslations("documentSeals.desk");
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(pdf);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [pdf]);
  return (
    <Callout
      tone="ok"
      role="status"
      title={t("sealed")}
      actions={
        <>
          {address ? (
            <a href={address} download={sealedName(name)} className={buttonClass({ variant: "primary" })}>
              <Download aria-hidden="true" className="size-4" />
              {t("download")}
            </a>
          ) : null}
          <LinkButton href={`/contracts/seals/${seal.id}`}>{t("toSeal")}</LinkButton>
        </>
      }
    >
      {t("sealedText")}
    </Callout>
  );
}

/** Beside what it was made of, and not in its place. */
const sealedName = (name: string): string => `${name.replace(/\.pdf$/i, "")}.sealed.pdf`;
