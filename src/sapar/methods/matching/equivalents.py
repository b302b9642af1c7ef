"""Given names that are one name in different dress and that no letter rule brings together: short forms and old doubles.

Written from common knowledge; a row is one name. Words are as `names` leaves them: lower case, composed.
"""

from __future__ import annotations

_TABLE = """
alexander aleksandr alex sasha sandy oleksandr iskander саша александр олександр искандер
albert al bert
andrew andy drew andrei андрей
anthony tony antony
barbara barb babs
benjamin ben benny
catherine katherine kathryn kate kathy katie cathy ekaterina katya екатерина катя
charles charlie chuck
christopher chris
daniel dan danny
david dave
deborah debbie deb
dmitry dmitri dima дмитрий дима
donald don donnie
edward ed eddie ted
elizabeth liz beth betty lisa eliza elizaveta елизавета лиза
eugene gene evgeny yevgeny evgenii женя евгений
frances fran
francis frank
frederick fred freddie
gregory greg grigory
george georgy georgi yuri igor
helen elena yelena lena елена лена olena
henry harry hank
irene irina ira ирина ира
jacob jake
james jim jimmy jamie
jennifer jen jenny
jessica jess
john jack johnny ivan vanya иван
jonathan jon
joseph joe joey
joshua josh
kenneth ken kenny
lawrence laurence larry
leonard leo len
margaret maggie meg peggy rita margarita
maria masha mariya мария маша
matthew matt
michael mike mikhail misha mick михаил миша
natalia natalya natasha наталья наташа
nathaniel nathan nate
nicholas nick nikolai nikolay kolya николай коля
olga olya ольга оля
pamela pam
patricia pat patty tricia
patrick paddy
paul pavel pasha павел паша
peter pete pyotr petr petya пётр петр
philip phil
raymond ray
richard rick dick rich ricky
robert bob rob bobby robbie
ronald ron ronnie
samuel sam sammy
sergey sergei seryozha сергей серёжа
stephen steven steve
susan sue susie
tatiana tatyana tanya татьяна таня
theodore theo fyodor fedor фёдор федор
thomas tom tommy
timothy tim
victoria vicky viktoria vika
vladimir vova volodya volodymyr владимир вова володимир
walter walt
william bill will billy willie
yusuf yusup yosef ýusup юсуф юсуп йусуф یوسف يوسف
yaqub yakub ýakup yaghoub якуб якуп یعقوب يعقوب
ibrahim ebrahim ybraýym ybrayym abraham ибрагим ибраим авраам ابراهیم إبراهيم ابراهيم
ishaq isaac isak исаак исхак اسحاق إسحاق
musa moses musa moisei муса моисей موسی موسى
sulayman suleiman soleiman solomon süleýman suleyman сулейман соломон سلیمان سليمان
dawud davud daud döwut dowut dawood давуд дауд داود داوود
harun aaron harun харун هارون
ilyas elias ylýas ylyas илья ильяс الیاس إلياس
cyrus kourosh kurosh кир куруш کوروش كورش
khadija hatice khadijeh hatyja хадиджа хатиджа خدیجه خديجة
"""

GROUP_OF: dict[str, int] = {}
for _number, _row in enumerate(_TABLE.strip().splitlines(), start=1):
    for _name in _row.split():
        GROUP_OF.setdefault(_name, _number)
