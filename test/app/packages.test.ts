import { expect, test } from "vitest";
import { application, lackingPackages } from "../../kernel-helpers/src/app";
import { packageNames } from "../house/scripts";

const wordpress = application("wordpress");

test("an application without packages of the system lacks none", () => {
  expect(lackingPackages(application("smoke"))).toEqual([]);
});

test("a missing file is named, with the two commands that bring it", () => {
  const packages = {
    debian: wordpress.packages!.debian,
    files: ["/usr/bin/env", "/usr/bin/en*", "/usr/no/such", "/usr/sbin/no-such-fpm*"],
  };
  const [problem, ...others] = lackingPackages({ ...wordpress, packages });
  expect(others).toEqual([]);
  expect(problem.what).toBe("wordpress lacks /usr/no/such, /usr/sbin/no-such-fpm*");
  expect(problem.remedy).toMatch(/^node scripts\/setup\.mjs --with wordpress, or: sudo apt-get install .* haproxy$/);
});

test("the set-up brings just the packages that the profile asks for, and knows no application but those that have some", () => {
  expect(packageNames("wordpress")).toEqual(wordpress.packages!.debian);
  expect(() => packageNames("smoke")).toThrow('--with must be one of wordpress, not "smoke"');
});
