import Link from "next/link";
import type { ComponentProps } from "react";
import { cx } from "./class-names.ts";

/** A link in running text. */
export function TextLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return <Link {...rest} className={cx("text-link", className)} />;
}
