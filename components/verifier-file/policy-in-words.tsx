import { useLocale, useTranslations } from "next-intl";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import type { Policy, PolicyGroup } from "#lib/core/log/policy.ts";
import { toHex } from "#lib/core/text/bytes.ts";
import { plain } from "#lib/core/text/plain-text.ts";

/** Whom a policy trusts and what it demands, so that its reader need not know its notation. */
export function PolicyInWords({ policy }: { policy: Policy }) {
  const t = useTranslations("standalone.trust");
  const list = new Intl.ListFormat(useLocale(), { type: "conjunction" });
  const { logs, witnesses, groups, quorum } = policy;
  const demand = ({ threshold, members }: PolicyGroup) =>
    t("atLeast", { threshold, count: members.length, names: list.format(members.map(plain)) });
  const asked = groups.find(({ name }) => name === quorum);
  const others = groups.filter(({ name }) => name !== quorum);
  return (
    <DefinitionList
      items={[
        {
          term: t("ledgers"),
          description:
            logs.length === 0
              ? t("noLedger")
              : logs.map(({ key }) => (
                  <span key={key.text} className="block">
                    <bdi className="font-medium break-all">{plain(key.name)}</bdi>{" "}
                    <span className="text-xs text-ink-soft">{t("key", { id: toHex(key.keyId) })}</span>
                  </span>
                )),
        },
        {
          term: t("witnesses"),
          description: witnesses.length === 0 ? t("noWitness") : list.format(witnesses.map(({ name }) => plain(name))),
        },
        {
          term: t("quorum"),
          description: (
            <>
              <span className="block">
                {asked ? demand(asked) : quorum ? t("one", { name: plain(quorum) }) : t("none")}
              </span>
              {others.map((group) => (
                <span key={group.name} className="block text-xs text-ink-soft">
                  {t("group", { name: plain(group.name), demand: demand(group) })}
                </span>
              ))}
            </>
          ),
        },
      ]}
    />
  );
}
