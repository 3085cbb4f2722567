/** The table of addresses finds what is declared for a path, and nothing else. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRouter } from "#lib/infra/http/router.ts";

const TEMPLATES = [
  "/",
  "/a",
  "/a/new",
  "/a/{id}",
  "/a/{id}/b",
  "/a/{id}/{other}/c",
  "/a/new/d",
  "/files/{path...}",
  "/files/{name}/about",
  "/{any}/deep/{n}",
];
const router = createRouter(TEMPLATES.map((template) => [template, template] as const));
const match = (path: string) => {
  const found = router.match(path);
  return found && [found.value, { ...found.params }];
};

describe("the router", () => {
  it("prefers what is written out, segment by segment, and goes back where that leads nowhere", () => {
    assert.deepEqual(match("/"), ["/", {}]);
    assert.deepEqual(match("/a/new"), ["/a/new", {}]);
    assert.deepEqual(match("/a/other"), ["/a/{id}", { id: "other" }]);
    assert.deepEqual(match("/a/new/d"), ["/a/new/d", {}]);
    assert.deepEqual(match("/a/new/b"), ["/a/{id}/b", { id: "new" }]);
    assert.deepEqual(match("/a/new/x/c"), ["/a/{id}/{other}/c", { id: "new", other: "x" }]);
    assert.deepEqual(match("/files/x/about"), ["/files/{name}/about", { name: "x" }]);
    assert.deepEqual(match("/files/x/else"), ["/files/{path...}", { path: ["x", "else"] }]);
    assert.deepEqual(match("/a/deep/7"), ["/{any}/deep/{n}", { any: "a", n: "7" }]);
  });

  it("knows each address by one spelling: no slash too many, no written segment in escapes, no other case", () => {
    for (const path of [
      "",
      "/a/",
      "//a",
      "/A",
      "/%61",
      "/a//b",
      "/a/x//c",
      "/files",
      "/files/",
      "/files/a/",
      "/files//a",
    ]) {
      assert.equal(match(path), undefined, path);
    }
    for (const path of ["/b", "/a/x/y", "/a/x/b/c/d", "/constructor", "/__proto__", `/a/x${"/a".repeat(20_000)}`]) {
      assert.equal(match(path), undefined, path.slice(0, 40));
    }
  });

  it("decodes what stands for a name, and finds nothing where that cannot be", () => {
    assert.deepEqual(match("/a/%E5%8D%B0%2F"), ["/a/{id}", { id: "印/" }]);
    assert.deepEqual(match("/files/a%2Fb/c"), ["/files/{path...}", { path: ["a/b", "c"] }]);
    for (const path of ["/a/%", "/a/%E5", "/files/x/%zz", "/a/%F0%28"]) assert.equal(match(path), undefined, path);
  });

  it("does not take two declarations of the same addresses", () => {
    for (const twice of [
      ["/a", "/a"],
      ["/a/{id}", "/a/{other}"],
      ["/a/{x...}", "/a/{y...}"],
    ])
      assert.throws(() => createRouter(twice.map((template) => [template, 1] as const)), /declared twice/);
  });
});
