"""What can hang on a post, and how every screen that shows the post must show it."""

from corpus.models import Attachment, Post

TEXT = "contrat &lt;i&gt;"


def hang_on(post: Post) -> None:
    """Give a post a kept picture, a link, a poll and a hashtag."""
    Attachment.objects.create(
        post=post, position=0, kind="image", description="un bac <i>", sha256="a" * 64, width=40, height=30
    )
    Attachment.objects.create(post=post, position=1, kind="link", description="")
    post.poll_options.create(position=0, text="contrat <i>", votes=325)
    post.poll_options.create(position=1, text="autre", votes=None)
    post.hashtags.create(name="litière", written="Litière")


def assert_shown(html: str, slug: str, post: Post) -> None:
    """Ask for the picture behind a press, the poll as a table, the link and the hashtag; once each, and inert."""
    picture = html.index('<details class="picture">')
    image = html.index(f'<img src="/projects/{slug}/corpus/posts/{post.uuid}/pictures/0/" alt="un bac &lt;i&gt;"')
    assert picture < image < html.index("</details>", picture)
    assert html.count(f'<th scope="row">{TEXT}</th><td class="num">325</td>') == 1
    assert html.count('<th scope="row">autre</th><td class="num">–</td>') == 1
    assert html.count("<span>#Litière</span>") == 1 and html.count('<p class="post-image">') == 1
    assert "<i>" not in html
