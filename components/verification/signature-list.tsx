import { useTranslations } from "next-intl";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { plain } from "#lib/core/text/plain-text.ts";
import type { PdfSignaturesReport } from "#lib/verify/pdf/report.ts";
import { signatureRows, type Words } from "#lib/verify/pdf/signature-rows.ts";

interface SignatureListProps {
  report: PdfSignaturesReport;
  /** The heading below the one that it stands under. */
  heading?: "h3" | "h5";
}

/** Each signature of a document in its parts. Needs the messages `signatures`. */
export function SignatureList({ report: { size, signatures, leftOut }, heading: Heading = "h5" }: SignatureListProps) {
  const t = useTranslations("signatures");
  const listed = signatures.map((signature, at) => (
    <div key={`${signature.coversTo}-${signature.field ?? at}`} className="grid gap-1">
      <Heading className="text-sm font-medium">
        {t("signature", { kind: signature.kind, number: at + 1, count: signatures.length })}
      </Heading>
      <DefinitionList
        items={signatureRows(signature, size).map(({ part, words, isBad: isBadPart }) => ({
          term: t(`part.${part}`),
          description: (
            <span className={isBadPart ? "font-medium text-danger" : undefined}>
              {words.map((each, place) => (
                <span key={JSON.stringify(each)}>
                  {place > 0 ? " · " : null}
                  <Said words={each} />
                </span>
              ))}
            </span>
          ),
        }))}
      />
    </div>
  ));
  return leftOut > 0 ? [<p key="left-out">{t("leftOut", { count: leftOut })}</p>, ...listed] : listed;
}

function Said({ words }: { words: Words }) {
  const t = useTranslations("signatures");
  if ("text" in words) return <bdi className="wrap-anywhere">{plain(words.text)}</bdi>;
  if ("key" in words) return t(words.key, words.values);
  const changes = words.changes.map((kind) => t(`change.${kind}`)).join(", ");
  return words.by ? t("changesForbidden", { changes, by: t(`by.${words.by}`) }) : t("changesPermitted", { changes });
}
