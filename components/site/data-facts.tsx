import { useTranslations } from "next-intl";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";

const PARTS = ["check", "record", "ledger", "account", "visit"] as const;
/** As they are called where the world reaches us by http; by https `__Host-` stands before the first four. */
const COOKIES = [
  ["sealbook.session", "session"],
  ["sealbook.csrf", "csrf"],
  ["sealbook.way-back", "wayBack"],
  ["sealbook.device", "device"],
  ["locale", "locale"],
  ["zone", "zone"],
  ["theme", "theme"],
] as const;

/** What the software itself does with data. Whoever changes that changes this. */
export function DataFacts() {
  const t = useTranslations("site.facts");
  const heading = "font-serif text-lg font-semibold";
  return (
    <div className="grid gap-6">
      {PARTS.map((part) => (
        <section key={part} className="grid max-w-prose gap-2">
          <h3 className={heading}>{t(`${part}.title`)}</h3>
          <p className="text-base text-pretty">{t(`${part}.text`)}</p>
        </section>
      ))}
      <section className="grid gap-3">
        <h3 className={heading}>{t("cookies.title")}</h3>
        <p className="max-w-prose text-base text-pretty">{t("cookies.lead")}</p>
        <Table
          caption={t("cookies.caption")}
          head={
            <>
              <Th>{t("cookies.name")}</Th>
              <Th>{t("cookies.why")}</Th>
              <Th>{t("cookies.long")}</Th>
            </>
          }
        >
          {COOKIES.map(([name, key]) => (
            <Tr key={name}>
              <Td>
                <code className="text-xs">{name}</code>
              </Td>
              <Td>{t(`cookies.${key}`)}</Td>
              <Td>{t(`cookies.${key}Long`)}</Td>
            </Tr>
          ))}
        </Table>
        <p className="max-w-prose text-base text-pretty">{t("cookies.more")}</p>
      </section>
    </div>
  );
}
