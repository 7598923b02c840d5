"""Installs WordPress, registers its users and writes its posts, through its public interface. Ends with 0 only when all are there."""

import http.client
import json
import random
import sys
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from customers import customer
from document import bases_of, read_document

WORKERS = 4
POSTS = 40
ADMINISTRATOR = ("administrator", "a password of the lab")
WORDS = "harbour signal paper river copper garden lantern orbit meadow window thread barrel winter engine canvas pepper silver anchor".split()


class Site:
    """A session in a browser, as far as filling in forms and asking the REST interface needs one."""

    def __init__(self, base):
        self.base = base
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self.nonce = None

    def open(self, path, data=None, headers=None):
        try:
            with self.opener.open(Request(self.base + path, data, headers or {}), timeout=30) as response:
                return response.read().decode()
        except HTTPError as error:
            raise RuntimeError(f"{path} answered {error.code}: {error.read().decode()[:200]}") from error

    def submit(self, path, **fields):
        return self.open(path, urlencode(fields).encode())

    def install(self):
        user, password = ADMINISTRATOR
        page = self.submit(
            "/wp-admin/install.php?step=2",
            weblog_title="Notes from the lab",
            user_name=user,
            admin_password=password,
            admin_password2=password,
            pw_weak="on",
            admin_email="administrator@example.org",
            blog_public="0",
        )
        if "wp-login.php" not in page:
            raise RuntimeError(f"WordPress does not install itself: {page[:300]}")

    def log_in(self):
        user, password = ADMINISTRATOR
        self.submit("/wp-login.php", log=user, pwd=password, redirect_to=self.base + "/wp-admin/admin-ajax.php?action=rest-nonce")
        self.nonce = self.open("/wp-admin/admin-ajax.php?action=rest-nonce")

    def create(self, kind, thing):
        headers = {"Content-Type": "application/json", "X-WP-Nonce": self.nonce}
        self.open(f"/index.php?rest_route=/wp/v2/{kind}", json.dumps(thing).encode(), headers)


def post(seed, index):
    generator = random.Random(f"{seed}/post/{index}")
    text = " ".join(generator.choice(WORDS) for _ in range(generator.randint(80, 900)))
    return {"title": f"Note {index + 1} on a {generator.choice(WORDS)}", "content": text, "status": "publish"}


def member(seed, index):
    who = customer(seed, index)
    return {"username": who.username, "password": who.password, "email": who.email, "name": f"{who.first} {who.last}", "roles": ["subscriber"]}


def main():
    document = read_document("MUNNIN_POPULATE")
    seed, count = document["customers"]["seed"], document["customers"]["count"]
    base = bases_of(document["entry"])[0]
    site = Site(base)
    site.install()
    site.log_in()

    def create(what):
        site.create(*what)

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(create, [("posts", post(seed, index)) for index in range(POSTS)]))
        list(pool.map(create, [("users", member(seed, index)) for index in range(count)]))
    print(json.dumps({"posts": POSTS, "users": count}))


try:
    main()
except (OSError, RuntimeError, URLError, http.client.HTTPException) as error:
    sys.exit(f"munnin: populate: {error}")
