import { useTranslations } from "next-intl";
import type { SigningView } from "#lib/features/contracts/signing/types.ts";

/** Who else takes part, in their order. */
export function OtherParties({ others }: Pick<SigningView, "others">) {
  const t = useTranslations("signingPage");
  return (
    <section className="pt-10">
      <h2 className="pb-3 font-serif text-lg font-semibold">{t("others")}</h2>
      <ul className="grid gap-2 text-sm">
        {others.map(({ person, role, state }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two parties may be the same person, and their order is fixed
          <li key={at} className="flex flex-wrap gap-x-3">
            <span className="font-medium">{person}</span>
            <span className="text-ink-soft">{t(`roles.${role}`)}</span>
            <span className="text-ink-soft">{t(`partyStates.${state}`)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
