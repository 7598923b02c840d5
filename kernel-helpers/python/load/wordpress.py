"""Users of WordPress: they read, search, log in and comment. Started by Locust."""

import re

from customers import customer_of
from document import read_document
from record import record_into
from curve import follow_curve
from visitor import Page, Visitor

document = read_document("MUNNIN_LOAD")
record_into(document["folder"])
follow_curve(document)

# An address as WordPress gives it to a post: the day, and the words of its title.
POST = re.compile(r'href="http://[^/"]+(/\d{4}/\d\d/\d\d/[^/"]+/)"')
NUMBER = re.compile(r"name='comment_post_ID' value='(\d+)'")
WORDS = ("harbour", "orbit", "copper", "lantern", "meadow", "winter")
# The theme's styles and scripts stand in each page with the whole address.
RESOURCE = re.compile(r"""(?:src|href)=["'](?:http://[^/"']+)?(/wp-(?:content|includes)/[^"']+\.(?:css|js)[^"']*)""")


def posts_of(response):
    """The posts that a page leads to, each once."""
    return list(dict.fromkeys(POST.findall(response.text or "")))


def open_one(user, response):
    """Opens one of the posts that a page leads to; nothing, where it leads to none."""
    posts = posts_of(response)
    return (yield Page("GET", user.random.choice(posts))) if posts else None


def read(user):
    response = yield Page("GET", "/" if user.random.random() < 0.7 else f"/page/{user.random.randint(2, 4)}/")
    for _ in range(user.random.randint(1, 4)):
        yield from open_one(user, response)


def search(user):
    yield Page("GET", "/")
    yield from open_one(user, (yield Page("GET", f"/?s={user.random.choice(WORDS)}")))


def comment(user):
    who = customer_of(user.number, document["customers"])
    yield Page("GET", "/wp-login.php")
    home = yield Page("POST", "/wp-login.php", data={"log": who.username, "pwd": who.password, "redirect_to": user.base + "/"})
    post = yield from open_one(user, home)
    # A response has a length, and is false where that is not known.
    number = None if post is None else NUMBER.search(post.text)
    if number:
        text = " ".join(user.random.choice(WORDS) for _ in range(user.random.randint(3, 30)))
        fields = {"comment": f"{text} {user.random.randrange(10**9)}", "comment_post_ID": number[1], "submit": "Post Comment"}
        yield Page("POST", "/wp-comments-post.php", data=fields)


class Reader(Visitor):
    document = document
    sessions = {"read": read, "search": search, "comment": comment}
    think = (0.5, 2.0)
    resource = RESOURCE

    def name_of(self, path):
        return "/[post]" if re.match(r"/\d{4}/", path) else super().name_of(path)

    def fetch(self, method, path, **options):
        """WordPress answers 200 also when it shows nothing (without a theme) and when it lets nobody in."""
        with super().fetch(method, path, catch_response=True, **options) as response:
            is_page = "text/html" in (response.headers or {}).get("content-type", "")
            if response.status_code == 200 and is_page and len(response.content or b"") < 1000:
                response.failure("an empty page")
            if (method, path) == ("POST", "/wp-login.php") and "wpadminbar" not in (response.text or ""):
                response.failure("not logged in")
        return response
