/** What makes a new password acceptable: guesses, not kinds of characters. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { passwordProblem } from "#lib/gate/password.ts";
import { guessBits } from "#lib/gate/password-guesses.ts";

const NAMES = ["owner.person@mail-box.example", "Olivia Person", "Blue Harbour Bank 蓝港银行"];
const problem = (password: string) => passwordProblem(password, NAMES);

test("common and leaked passwords, keyboard runs, sequences, and those with digits and signs behind them are refused", () => {
  const common = [
    ...["password1234", "123456789012", "Password123!@#", "P@ssw0rd1234", "drowssap4321", "passwordpassword"],
    ...["qwertyuiop12", "1qaz2wsx3edc", "zaq12wsxcde3", "asdfghjkl;'z", "abcdefghijkl", "987654321098", "a1b2c3d4e5f6"],
    ...["letmeinletmein", "iloveyouforever", "monkeydragon1", "Summer2026!!!", "Welcome2026!!", "woaini1314520"],
    ...["hunter2hunter2", "admin1234567", "qwerty qwerty qwerty qwerty", "Sealbook2026!", "印证sealbook2026"],
  ];
  assert.deepEqual(
    common.filter((password) => problem(password) !== "password_common"),
    [],
  );
});

test("what is little more than one's own address, name or organisation is refused, in parts and with digits as well", () => {
  const own = [
    ...["owner.person@mail-box.example", "Owner.Person@mail-box.example1", "owner.person2026", "mail-box-owner-1"],
    ...["OliviaPerson2026", "olivia.person.1990", "BlueHarbour2026!", "bluebankharbour", "harbour-harbour-1"],
    ...["蓝港银行蓝港银行2026", "sealbook-harbour-1"],
  ];
  const passed = own.filter(
    (password) => !["password_too_simple", "password_common"].includes(problem(password) ?? ""),
  );
  assert.deepEqual(passed, []);
  assert.equal(passwordProblem("BlueHarbour2026!", []), undefined, "somebody else may have it");
});

test("passphrases, and what a password manager makes, are taken", () => {
  const good = [
    ...["correct horse battery staple", "my voice is my passport", "four unrelated words here", "kX9#mQ2$vL7p"],
    ...[
      "mxpqrtzuvwka",
      "Tr0ub4dor&3xx",
      "黄昏的码头没有人说话就这样",
      "a long password of the tests",
      "Ωμέγα και άλφα!",
    ],
  ];
  for (const password of good) assert.equal(problem(password), undefined, password);
});

test("judging takes milliseconds, whatever is given", () => {
  const odd = [
    "aA1!".repeat(64),
    "1".repeat(255),
    "qwe123!@#asd".repeat(21),
    "abcabd".repeat(42),
    "𠮷".repeat(256),
    "ab".repeat(128),
  ];
  guessBits("warm", NAMES);
  for (const password of odd) {
    const begun = performance.now();
    guessBits(password, [...NAMES, "x".repeat(255)]);
    assert.ok(performance.now() - begun < 5_000, password.slice(0, 8));
  }
});
