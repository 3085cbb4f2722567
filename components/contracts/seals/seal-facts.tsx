import { useTranslations } from "next-intl";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { Digest } from "#components/ui/digest.tsx";
import type { DocumentSeal } from "#lib/features/contracts/seals/types.ts";

/** Certificate, key and rules of a seal. @param props.unit its unit with those above it */
export function SealFacts({ seal, unit }: { seal: DocumentSeal; unit: string | undefined }) {
  const t = useTranslations("documentSeals.facts");
  const words = useTranslations("documentSeals");
  const algorithms = useTranslations("documentSeals.new.algorithms");
  const { certificate, width, height, origin, held, signer = "", signing, fourEyes, purposes, createdAt } = seal;
  return (
    <DefinitionList
      items={[
        { term: t("holder"), description: certificate.name },
        { term: t("issuer"), description: certificate.issuer },
        { term: t("serial"), description: <Digest value={certificate.serial} what={t("serial")} /> },
        {
          term: t("valid"),
          description: t.rich("validText", {
            from: () => <DateTime value={certificate.notBefore.toISOString()} brief />,
            to: () => <DateTime value={certificate.notAfter.toISOString()} brief />,
          }),
        },
        { term: t("algorithm"), description: algorithms(signing) },
        { term: t("origin"), description: t(`origins.${origin}`) },
        { term: t("held"), description: held && t(`holders.${held}`, { signer }) },
        { term: t("size"), description: t("sizeText", { width, height }) },
        { term: words("fourEyes"), description: t(fourEyes ? "fourEyesOn" : "fourEyesOff") },
        { term: words("purposes"), description: purposes.length > 0 ? purposes.join(" · ") : t("purposesAny") },
        { term: t("unit"), description: unit },
        { term: t("created"), description: <DateTime value={createdAt.toISOString()} /> },
      ]}
    />
  );
}
