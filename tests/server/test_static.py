from execora.server.static import TYPES, read_page


def test_the_page_comes_with_the_package():
    page = read_page()
    assert page["index.html"].media_type == "text/html; charset=utf-8"
    assert all(path.rpartition(".")[2] in TYPES for path in page)


def test_a_file_that_changed_has_another_tag():
    tags = [file.etag for file in read_page().values()]
    assert len(set(tags)) == len(tags)
    assert all(tag.isalnum() for tag in tags)
