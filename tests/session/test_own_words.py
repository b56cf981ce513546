import pytest

from execora.session.own_words import are_own

ANSWER = "Rahul Sharma ke khate mein paanch sau rupaye likh diye. Ab kul ek hazaar rupaye baaki hain."


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        (ANSWER, ANSWER),
        ("rahul sharma ke khate mein 500 rupaye likh diye", ANSWER),
        ("ab kul ek hazaar rupaye baaki hain", ANSWER),
        ("राहुल शर्मा के खाते में पाँच सौ रुपये लिख दिए", ANSWER),
        ("Kar doon", "Kar doon?"),
        ("Rahul Sharma ke khate mein paanch so rupay likh diye", ANSWER),
    ],
)
def test_what_comes_back_of_what_we_said_is_ours(heard: str, said: str):
    assert are_own(heard, said)


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ("", ANSWER),
        ("haan", "Haan, kar diya. Aur kuch?"),
        ("Rahul Sharma", "Kaun sa Rahul? Rahul Sharma ya Rahul Verma?"),
        ("kar do", "Payment: Rahul Sharma, do sau rupaye. Kar doon?"),
        ("Suresh ke khate mein do sau likho", ANSWER),
        ("Rahul Sharma ke khate mein 200 aur likho", ANSWER),
        ("Rahul ka balance batao", ""),
        ("Rahul Sharma ke khate mein paanch sau rupaye likh diye", "haan"),
    ],
)
def test_what_somebody_else_says_is_not(heard: str, said: str):
    assert not are_own(heard, said)
