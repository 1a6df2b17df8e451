from dreamstream.preview.page import page


def test_what_a_film_is_called_can_not_change_the_page():
    assert b"<title>&lt;script&gt; $stream</title>" in page("<script> $stream")
