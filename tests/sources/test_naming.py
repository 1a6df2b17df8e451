import pytest

from dreamstream.sources.naming import public_name


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("seed.jpg", "seed.jpg"),
        ("/home/somebody/private/seed.jpg", "seed.jpg"),
        ("frames/f%04d.png", "f%04d.png"),
        ("-", "-"),
        ("noise:64x48", "noise:64x48"),
        ("camera:/dev/video0", "camera:video0"),
        ("stars:/home/somebody/sky", "stars:sky"),
        ("rtsp://somebody:password@camera.lan:554/key?token=1", "rtsp://camera.lan:554"),
        ("https://films.example/secret/film.mp4", "https://films.example"),
    ],
)
def test_a_name_tells_neither_folders_nor_keys(target, name):
    assert public_name(target) == name
