/**
 * Private-use letters that Chinese systems of before 2005 and 2022 wrote in the place of standard ones: GB 18030-2000 had no other
 * code points for them. What they mean elsewhere nobody knows, so they are refused, and the standard one is named.
 *
 * Source: GB 18030-2000, -2005 and -2022, two-byte codes FE50 to FEA0 (U+E815 to U+E864), A6D9 to A6F3, A8BC and A8BF.
 */

const FE50 = 0xe815;
/** In the place of U+E815, U+E816 … */
const STANDARD = [
  ..."⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻",
];

const OTHERS: ReadonlyMap<number, string> = new Map([
  [0xe78d, "︐"],
  [0xe78e, "︒"],
  [0xe78f, "︑"],
  [0xe790, "︓"],
  [0xe791, "︔"],
  [0xe792, "︕"],
  [0xe793, "︖"],
  [0xe794, "︗"],
  [0xe795, "︘"],
  [0xe796, "︙"],
  [0xe7c7, "ḿ"],
  [0xe7c8, "ǹ"],
]);

const PRIVATE = /\p{Co}/u;

export function isPrivateUse(character: string): boolean {
  return PRIVATE.test(character);
}

/** The standard character in the place of a private one, where GB 18030 knows it. */
export function standardFor(character: string): string | undefined {
  const codePoint = character.codePointAt(0) ?? 0;
  return STANDARD[codePoint - FE50] ?? OTHERS.get(codePoint);
}
