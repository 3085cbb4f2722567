import Link from "next/link";
import type { ComponentProps } from "react";
import { cx } from "./class-names.ts";

/** A link in running text. Nothing is fetched before it is pressed: most links never are. */
export function TextLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return <Link prefetch={false} {...rest} className={cx("text-link", className)} />;
}
