import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";

const PATHS = [
  ["verifier", "/verify"],
  ["bank", "/evidence"],
  ["issuer", "/certificates"],
  ["developer", "/developers"],
] as const;

/** Short ways on, for those who verify, those who keep, those who issue and those who connect a system. */
export function Paths() {
  const t = useTranslations("frontDoor.paths");
  return (
    <section aria-labelledby="paths" className="grid gap-4">
      <h2 id="paths" className="sr-only">
        {t("title")}
      </h2>
      <ul className="grid border-t border-ink sm:grid-cols-2 lg:grid-cols-4">
        {PATHS.map(([name, href]) => (
          <li
            key={name}
            className="border-b border-rule py-5 sm:border-b-0 sm:border-s sm:px-6 sm:first:border-s-0 sm:first:ps-0 sm:last:pe-0"
          >
            <h3 className="font-serif text-base font-semibold">{t(`${name}.title`)}</h3>
            <p className="pt-1 pb-3 text-sm text-ink-soft text-pretty">{t(`${name}.body`)}</p>
            <Link href={href} prefetch={false} className="text-link inline-flex min-h-6 items-center gap-1.5 text-sm">
              {t(`${name}.action`)}
              <ArrowRight aria-hidden="true" className="size-4" />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
